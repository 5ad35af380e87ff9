# An observation with another measure beside the one that it announces.
INSERT DATA { <https://data.example/cube/h-23> <https://data.example/cube/weight> 61 }
