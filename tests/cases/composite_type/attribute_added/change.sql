ALTER TYPE geo ADD ATTRIBUTE elevation real
