// Renders a chart as Helm does, with the parts that Helm is made of: Go's text/template, sprig and sigs.k8s.io/yaml, as Debian has
// them. Reads cases from standard input, as [{"values": "YAML", "name": "…", "namespace": "…", "revision": 1}], and prints for each
// {"files": {"web.yaml": "…"}, "values": {…}} or {"error": "…"}.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run render.go CHART
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

type object = map[string]interface{}

type renderCase struct {
	Values, Name, Namespace string
	Revision                int
}

type result struct {
	Files  map[string]string `json:"files,omitempty"`
	Values object            `json:"values,omitempty"`
	Error  string            `json:"error,omitempty"`
}

// files is what a template reads by .Files.Get.
type files struct{ folder string }

func (f files) Get(name string) string {
	content, err := os.ReadFile(filepath.Join(f.folder, name))
	if err != nil {
		return ""
	}
	return string(content)
}

func main() {
	chart := os.Args[1]
	var cases []renderCase
	check(json.NewDecoder(os.Stdin).Decode(&cases))
	results := []result{}
	for _, each := range cases {
		rendered, values, err := render(chart, each)
		if err != nil {
			results = append(results, result{Error: err.Error()})
		} else {
			results = append(results, result{Files: rendered, Values: values})
		}
	}
	check(json.NewEncoder(os.Stdout).Encode(results))
}

func render(chart string, each renderCase) (map[string]string, object, error) {
	var meta, values, given object
	if err := read(filepath.Join(chart, "Chart.yaml"), &meta); err != nil {
		return nil, nil, err
	}
	if err := read(filepath.Join(chart, "values.yaml"), &values); err != nil {
		return nil, nil, err
	}
	if err := yaml.Unmarshal([]byte(each.Values), &given); err != nil {
		return nil, nil, err
	}
	values = merged(values, given)
	top := object{
		"Values": values,
		// Helm names the fields of Chart.yaml with capitals.
		"Chart": object{"Name": meta["name"], "Version": meta["version"], "AppVersion": meta["appVersion"]},
		"Release": object{"Name": each.Name, "Namespace": each.Namespace, "Revision": each.Revision,
			"Service": "Helm", "IsInstall": each.Revision == 1, "IsUpgrade": each.Revision > 1},
		"Files": files{chart},
	}
	paths, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	if err != nil {
		return nil, nil, err
	}
	all := template.New("chart").Option("missingkey=zero")
	all.Funcs(functions(all))
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, err
		}
		if _, err := all.New(filepath.Base(path)).Parse(string(text)); err != nil {
			return nil, nil, err
		}
	}
	rendered := map[string]string{}
	for _, path := range paths {
		name := filepath.Base(path)
		if strings.HasPrefix(name, "_") {
			continue
		}
		text, err := executed(all, name, top)
		if err != nil {
			return nil, nil, err
		}
		rendered[name] = text
	}
	return rendered, values, nil
}

// functions are those of sprig without the environment, and those that Helm adds.
func functions(all *template.Template) template.FuncMap {
	known := sprig.TxtFuncMap()
	delete(known, "env")
	delete(known, "expandenv")
	known["include"] = func(name string, data interface{}) (string, error) { return executed(all, name, data) }
	known["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	known["tpl"] = func(text string, data interface{}) (string, error) {
		once, err := template.Must(all.Clone()).New("tpl").Parse(text)
		if err != nil {
			return "", err
		}
		return executed(once, "tpl", data)
	}
	known["toYaml"] = func(value interface{}) (string, error) {
		text, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	known["fromYaml"] = func(text string) (object, error) {
		value := object{}
		return value, yaml.Unmarshal([]byte(text), &value)
	}
	// There is no cluster, as with `helm template`.
	known["lookup"] = func(string, string, string, string) object { return object{} }
	return known
}

// executed is the text of a template; Helm leaves out what Go writes for a value that is not there.
func executed(all *template.Template, name string, data interface{}) (string, error) {
	var text strings.Builder
	err := all.ExecuteTemplate(&text, name, data)
	return strings.ReplaceAll(text.String(), "<no value>", ""), err
}

// merged lays given values over those of the chart: maps key by key, and null takes a key away.
func merged(values, given object) object {
	for key, value := range given {
		below, isMap := values[key].(object)
		above, isToo := value.(object)
		switch {
		case value == nil:
			delete(values, key)
		case isMap && isToo:
			values[key] = merged(below, above)
		default:
			values[key] = value
		}
	}
	return values
}

func read(path string, into *object) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return yaml.Unmarshal(content, into)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
