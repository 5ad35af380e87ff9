# An amount without its currency.
DELETE WHERE { <https://data.example/id/observation/a-1> sdmx-attribute:unitMeasure ?currency }
