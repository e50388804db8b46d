package picture

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew; look at each before you keep it")

func TestGolden(t *testing.T) {
	files := map[string][]byte{"ramp.svg": ramp().Document(Options{}), "ramp.txt": []byte(ramp().Text(80))}
	for _, name := range []string{"attendance", "missed", "waiting"} {
		c := samples(t)[name]
		files[name+".svg"] = c.Document(Options{})
		files[name+".txt"] = []byte(c.Text(80) + "\n" + c.TextTable(80))
	}
	files["missed.html"] = missed(t).Page(Options{})
	for name, got := range files {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is not as it was. Look at it; if it is right, run go test ./internal/picture -update\n%s", name, got)
		}
	}
}
