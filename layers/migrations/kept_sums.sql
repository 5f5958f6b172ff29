-- What is summed up of a road's figures stands beside them: progress and campaign read it of all roads, and a whole figure is
-- thirty times as long. The program works out anew what is kept.
DELETE FROM derived.figures;
ALTER TABLE derived.figures ADD COLUMN sums json NOT NULL;
