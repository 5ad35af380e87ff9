# A structure without a measure.
INSERT DATA {
  <https://data.example/id/unmeasured> a qb:DataStructureDefinition ; qb:component rg:salaryStructure-role
}
