ALTER TYPE status ADD VALUE 'paused'
