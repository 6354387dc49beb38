"""Every statement over the rota, phone tasks, notices that are due, digests and bank holidays' cover."""
