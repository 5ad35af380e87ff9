# An amount without an upper end.
DELETE WHERE { <https://data.example/id/observation/a-1> schema:maxValue ?value }
