"""The import page's parts: what is given, how it would come in, the import at work, the imports so far."""
