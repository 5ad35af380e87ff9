# A slice of one data set that holds an observation of another.
INSERT DATA { <https://data.example/cube/in-2023> qb:observation <https://data.example/cube/thing-1> }
