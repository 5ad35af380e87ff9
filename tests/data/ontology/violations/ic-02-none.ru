# A data set without a structure.
INSERT DATA { <https://data.example/id/dataset/bare> a qb:DataSet }
