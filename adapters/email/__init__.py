"""E-mail: reads every mail there is, writes mail whose answers find their complaint."""
