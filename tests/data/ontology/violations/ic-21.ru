# A code that no inverse path leads from to the root.
DELETE DATA { <https://data.example/cube/pottery> <https://data.example/cube/partOf> <https://data.example/cube/crafts> }
