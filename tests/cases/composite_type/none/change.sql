ALTER TYPE pace ADD ATTRIBUTE metres integer
