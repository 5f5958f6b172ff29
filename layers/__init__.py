"""The spatial layers: what they hold, their tables, queries and rules, history, import and export."""
