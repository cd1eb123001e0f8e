package capture

import (
	"fmt"
	"io"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// Write writes what was recorded as a pcapng file. About is one line on what
// it is; it becomes the file's comment.
func (r *Recorder) Write(w io.Writer, about string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	comment := fmt.Sprintf("%s; captured at %s, seed %d", about, r.hosts[0].Name(), r.seed)
	out, err := pcapgo.NewNgWriterInterface(w, pcapgo.NgInterface{
		Name:                r.hosts[0].Name(),
		Description:         "the access link of " + r.hosts[0].Name(),
		LinkType:            layers.LinkTypeRaw,
		TimestampResolution: 9,
	}, pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{Application: "rttlab", Comment: comment}})
	if err != nil {
		return err
	}
	if len(r.keys) > 0 {
		if err := out.WriteDecryptionSecretsBlock(pcapgo.DSB_SECRETS_TYPE_TLS, r.keys); err != nil {
			return err
		}
	}
	// What was dropped after the last packet is told there.
	if last := len(r.packets) - 1; last >= 0 {
		p := &r.packets[last]
		for _, text := range r.missed {
			p.comments = append(p.comments, "after this"+text[len("before this"):])
		}
		r.missed = nil
	}
	buf := gopacket.NewSerializeBuffer()
	for i := range r.packets {
		if err := r.write(out, buf, &r.packets[i]); err != nil {
			return fmt.Errorf("capture: %w", err)
		}
	}
	return out.Flush()
}

func (r *Recorder) write(out *pcapgo.NgWriter, buf gopacket.SerializeBuffer, p *packet) error {
	data, err := frame(buf, &p.event, r.seed)
	if err != nil {
		return err
	}
	info := gopacket.CaptureInfo{
		Timestamp:     r.epoch.Add(p.event.Time).Round(0).In(time.UTC),
		CaptureLength: len(data),
		Length:        len(data),
	}
	return out.WritePacketWithOptions(info, data, pcapgo.NgPacketOptions{Comments: p.comments})
}
