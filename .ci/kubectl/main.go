// Command kubectl is kubectl, with just so much of a cluster's API beside it, on
// loopback, that its dry run learns what kinds there are and what fields they
// have. .ci/manifests builds it in a module of its own. SCHEMA is a file with
// the OpenAPI (version 2) of batch/v1.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"

	openapi "github.com/google/gnostic-models/openapiv2"
	"google.golang.org/protobuf/proto"
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
)

func main() {
	schema, err := schema(os.Getenv("SCHEMA"))
	check(err)
	api := http.NewServeMux()
	for path, body := range map[string]string{
		"/version":       `{"major": "1", "minor": "34"}`,
		"/api":           `{"kind": "APIVersions", "versions": ["v1"]}`,
		"/api/v1":        `{"kind": "APIResourceList", "groupVersion": "v1", "resources": []}`,
		"/apis":          `{"kind": "APIGroupList", "groups": [{"name": "batch", "versions": [{"groupVersion": "batch/v1", "version": "v1"}]}]}`,
		"/apis/batch/v1": `{"kind": "APIResourceList", "groupVersion": "batch/v1", "resources": [{"name": "jobs", "namespaced": true, "kind": "Job", "verbs": ["create"]}]}`,
	} {
		api.Handle("GET "+path, answer("application/json", body))
	}
	api.Handle("GET /openapi/v2", answer("application/com.github.proto-openapi.spec.v2.v1.0+protobuf", schema))
	server := httptest.NewServer(api)
	defer server.Close()
	os.Args = append(os.Args, "--server="+server.URL)
	check(cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()))
}

func answer(kind, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		fmt.Fprint(w, body)
	})
}

// schema reads OpenAPI and gives it as a server does. It leaves out the paths:
// where these say that the server looks for unknown fields, kubectl does not.
func schema(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var spec map[string]any
	if err := json.Unmarshal(text, &spec); err != nil {
		return "", err
	}
	spec["paths"] = map[string]any{}
	if text, err = json.Marshal(spec); err != nil {
		return "", err
	}
	doc, err := openapi.ParseDocument(text)
	if err != nil {
		return "", err
	}
	out, err := proto.Marshal(doc)
	return string(out), err
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
