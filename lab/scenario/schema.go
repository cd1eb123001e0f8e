package scenario

import yaml "rttlab/lab/internal/strictyaml"

// Schema gives the JSON Schema of the format, for editors. The decoder is the
// stricter of the two: a schema cannot say what contradicts what.
func Schema() ([]byte, error) {
	root := fileSection.Define()
	root.Properties = append(root.Properties, settingsSection.Define().Properties...)
	expectation := expectSection.Define("run")
	for _, measure := range measures {
		expectation.OneOf = append(expectation.OneOf, yaml.Schema{Required: []string{measure}})
	}
	expectation.Dependencies = map[string][]string{"by": {"faster_than"}, "total": {"within"}, "handshakes": {"within"}}
	root.Definitions = yaml.Properties{
		runSection.Definition("name"),
		networkSection.Definition(),
		lossSection.Definition(),
		dropSection.Definition(),
		reorderSection.Definition("share", "by"),
		traceSection.Definition(),
		tcpSection.Definition(),
		pageSection.Definition(),
		assetSection.Definition("size"),
		serverSection.Definition(),
		browserSection.Definition(),
		dnsSection.Definition(),
		tlsSection.Definition(),
		migrateSection.Definition("at"),
		resetSection.Definition("at"),
		{Name: expectSection.Name, Schema: expectation},
	}
	return root.JSON("rttlab scenario")
}
