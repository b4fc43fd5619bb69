"""One small listing model in several frameworks: equal answers first, then the time that each takes."""
