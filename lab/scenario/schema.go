package scenario

import yaml "rttlab/lab/internal/strictyaml"

// sections are those of the format, in the order in which they are explained.
func sections() []yaml.Described {
	return []yaml.Described{
		fileSection, settingsSection, runSection,
		networkSection, lossSection, dropSection, reorderSection, traceSection, tcpSection,
		pageSection, assetSection, askedSection, clientSection, queriesSection, usersSection, serverSection, browserSection, dnsSection, tlsSection,
		otherSection, hopSection, migrateSection, resetSection, eventSection, headlineSection, expectSection,
	}
}

// Schema gives the JSON Schema of the format, for editors. The decoder is the
// stricter of the two: a schema cannot say what contradicts what.
func Schema() ([]byte, error) {
	root := fileSection.Define()
	root.Properties = append(root.Properties, settingsSection.Define().Properties...)
	for _, s := range sections()[2:] {
		def := s.Definition()
		if def.Name == assetSection.Name { // an answer without a body has no size
			def.Schema.Required = nil
			def.Schema.AnyOf = []yaml.Schema{{Required: []string{"size"}}, {Required: []string{"status"}}, {Required: []string{"method"}}}
		}
		root.Definitions = append(root.Definitions, def)
	}
	expectation := root.Definitions[len(root.Definitions)-1].Schema
	for _, measure := range measures {
		expectation.OneOf = append(expectation.OneOf, yaml.Schema{Required: []string{measure}})
	}
	expectation.Dependencies = map[string][]string{"by": {"faster_than"}, "total": {"within"}, "handshakes": {"within"}}
	return root.JSON("rttlab scenario")
}
