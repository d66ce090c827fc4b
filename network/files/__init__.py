"""Files that people upload: what is kept of them lies in the database, so that several machines and backups have it."""
