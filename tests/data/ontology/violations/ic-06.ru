# A dimension that is marked as optional.
INSERT DATA { rg:salaryStructure-payPeriod qb:componentRequired false }
