SELECT '[1,2)'::floats
