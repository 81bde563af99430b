-- expect: error guard-column-dropped go_fast_companies @5:3
ALTER /* one */ TABLE -- two
  /* three /* nested */ */ "go_fast_companies" -- four
  DROP /* five */ COLUMN -- DROP TABLE "Race";
  "slug";
