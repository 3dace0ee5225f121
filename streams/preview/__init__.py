"""What would have fired: a table and a page of charts, for series of counts and for archives of mentions."""
