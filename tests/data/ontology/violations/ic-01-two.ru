# An observation in two data sets of one structure.
INSERT DATA {
  <https://data.example/id/dataset/more> a qb:DataSet ; qb:structure rg:salaryStructure .
  <https://data.example/id/observation/a-1> qb:dataSet <https://data.example/id/dataset/more>
}
