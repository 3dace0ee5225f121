"""The distributed runtime: Faust carries records to the steps, and carriers do what the steps decide."""
