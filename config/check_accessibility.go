package config

import "time"

// checkAccessibility holds that the accessibility statement says nothing by halves.
func (s Settings) checkAccessibility(f *faults) {
	a := s.Accessibility
	for key, day := range map[string]string{"accessibility.prepared": a.Prepared, "accessibility.reviewed": a.Reviewed, "accessibility.tested": a.Tested} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			f.add(key, "%q is no date: write it as 2027-01-31.", day)
		}
	}
	switch {
	case a.Reviewed != "" && a.Prepared == "":
		f.add("accessibility.prepared", "is empty: write when the statement that was reviewed was published.")
	case a.Reviewed != "" && a.Reviewed < a.Prepared:
		f.add("accessibility.reviewed", "lies before accessibility.prepared: write the day of the last review.")
	}
	if (a.Tested == "") != (a.TestedBy == "") {
		f.add("accessibility.tested", "goes with accessibility.tested_by: write both, or neither.")
	}
	if a.TestedHow != "" && a.Tested == "" {
		f.add("accessibility.tested_how", "tells of a test without a day: write accessibility.tested and accessibility.tested_by too.")
	}
}
