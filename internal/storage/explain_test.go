package storage_test
import ("testing";"fmt";"database/sql";"os")
func explain(t testing.TB, url string) {
 db,_:=sql.Open("pgx",url); defer db.Close(); db.SetMaxOpenConns(1)
 for _,q:=range []string{"set plan_cache_mode=force_generic_plan", "select relname, reltuples, relpages from pg_class where relname in ('tasks','journal','subjects','notices','memberships','people')",
 "prepare a as "+os.Getenv("Q1"), "explain analyze execute a('theme/t1','c3')"} {
  rows,err:=db.Query(q); if err!=nil{fmt.Println(err);continue}
  cols,_:=rows.Columns()
  for rows.Next(){ v:=make([]any,len(cols)); p:=make([]any,len(cols)); for i:=range v{p[i]=&v[i]}; rows.Scan(p...); fmt.Println(v...)}
 }
}
