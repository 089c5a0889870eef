"""Any other system of the office: messages come and go as signed JSON over HTTP."""
