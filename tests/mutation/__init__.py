"""How good the tests are: mutants of the formulation, and plans with one number altered."""
