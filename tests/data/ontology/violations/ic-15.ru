# An observation without the measure that it announces.
DELETE WHERE { <https://data.example/cube/h-23> <https://data.example/cube/height> ?value }
