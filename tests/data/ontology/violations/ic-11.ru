# An observation that does not say for how long a work it pays.
DELETE WHERE { <https://data.example/id/observation/a-2> rg:payPeriod ?period }
