package netem

// lossModel decides which packets a path loses. Its state is the flow's, or
// its own.
type lossModel interface {
	loses(p *packet, d *draws) bool
}

// independent loses each packet with the same probability.
type independent float64

func (m independent) loses(_ *packet, d *draws) bool { return uniform(&d.loss) < float64(m) }

// lossModels are those of one way of a path.
func lossModels(p Path, d Direction) []lossModel {
	var models []lossModel
	if d.Loss > 0 {
		models = append(models, independent(d.Loss))
	} else if p.Loss > 0 {
		models = append(models, independent(p.Loss))
	}
	if d.Bursts.Start > 0 {
		models = append(models, d.Bursts)
	}
	if len(d.Drop.Packets) > 0 {
		models = append(models, newScript(d.Drop))
	}
	return models
}
