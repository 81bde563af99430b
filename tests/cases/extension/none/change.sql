SELECT 'a=>1'::hstore
