"""The Reconciliation Service API 0.2: what names in other people's tables mean here (docs/reconcile.md).

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""
