# A code that is no member of the collection of its dimension.
DELETE DATA { <https://data.example/cube/colours> skos:member <https://data.example/cube/red> }
