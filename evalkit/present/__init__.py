"""What may be said: results in; tables, figures and sentences out."""
