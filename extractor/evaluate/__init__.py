"""How right the table is: gold records, scoring, intervals, comparison of runs, errors put in on purpose."""
