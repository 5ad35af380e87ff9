# A data set with two structures; the second asks for nothing that the observations lack.
INSERT DATA {
  <https://data.example/id/dataset/salaries> qb:structure <https://data.example/id/other> .
  <https://data.example/id/other> a qb:DataStructureDefinition ;
    qb:component rg:salaryStructure-source , rg:salaryStructure-payPeriod , rg:salaryStructure-role ,
      rg:salaryStructure-experienceBand , rg:salaryStructure-minValue
}
