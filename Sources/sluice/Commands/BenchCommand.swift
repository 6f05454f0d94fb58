import ArgumentParser

/// `sluice bench`: measurements, printed one a line.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure: model parity and speed, training, channels, shards, label agreement.",
    discussion: "Example: sluice bench encoder --checkpoint sam_vit_b_01ec64.pth --runs 3",
    subcommands: [
      EncoderBench.self, DecoderBench.self, ParityBench.self, AgreementBench.self,
      PipelineBench.self, ChannelsBench.self, ShardsBench.self, UNetBench.self,
    ])
}
