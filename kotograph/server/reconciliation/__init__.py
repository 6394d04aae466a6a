"""The Reconciliation service: W3C Reconciliation Service API 0.2 over what a build names.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""
