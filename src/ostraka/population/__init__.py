"""Who exists: strata, sectors, households, cells, jurisdictions, frailty. Invented people only."""
