import Dataflow
import GraphFile
import Imaging
import Stages

/// The graph of `sluice train`: scans with labels become samples, and a network is trained on them.
struct TrainGraph {
  var dataset: String
  /// Where the labels lie; nil for the dataset's own.
  var labels: String?
  /// A folder of how sure each label is.
  var soft: String?
  var grouping = LabelGrouping.perClass
  var orientation = SliceOrientation.upright
  var window = HUWindow.study
  var include: [String] = []
  var exclude: [String] = []
  var allowMissing = false
  /// Options of the trainer beside those above.
  var trainer: [GraphValue.Field] = []

  var spec: GraphSpec {
    GraphSpec(
      name: "train", summary: "Trains a UNet on the scans of \(dataset).",
      stages: [volumes, pictures, samples, trainingSet, network])
  }

  private var volumes: StageSpec {
    var options: [GraphValue.Field] = [
      .init("dataset", .text(dataset)), .init("orientation", .text(orientation.rawValue)),
    ]
    if let labels { options.append(.init("references", .text(labels))) }
    if !include.isEmpty { options.append(.init("include", .texts(include))) }
    if !exclude.isEmpty { options.append(.init("exclude", .texts(exclude))) }
    if allowMissing { options.append(.init("allow-missing", true)) }
    return StageSpec(
      "volumes", kind: VolumeReader.description.kind,
      comment: "Slices in HU, with the labels to learn.", options: options)
  }

  private var pictures: StageSpec {
    StageSpec(
      "pictures", kind: Window.description.kind, comment: "Grey pictures: what the network sees.",
      from: [LinkSpec("slice", from: "volumes")], options: [.init("hu", bounds)])
  }

  private var samples: StageSpec {
    var options: [GraphValue.Field] = [
      .init("name", "samples"), .init("labels", .text(grouping.rawValue)),
    ]
    if let soft { options.append(.init("soft", .text(soft))) }
    return StageSpec(
      "samples", kind: SampleWriter.description.kind,
      comment: "Kept as shards, so that slices can be drawn in any order.",
      from: [LinkSpec("picture", from: "pictures")], options: options)
  }

  private var trainingSet: StageSpec {
    StageSpec(
      "training-set", kind: SampleReader.description.kind,
      comment: "Begins when every scan is there.", after: ["samples"],
      options: [.init("samples", "samples")])
  }

  private var network: StageSpec {
    StageSpec(
      "network", kind: UNetTrainer.description.kind,
      comment: "models/unet/: best.safetensors, last.safetensors, the learning curve.",
      from: [LinkSpec("samples", from: "training-set")],
      options: [
        .init("model", "unet"), .init("hu", bounds),
        .init("orientation", .text(orientation.rawValue)),
      ] + trainer,
      // There is nothing to go on with without it.
      onFailure: .stop)
  }

  private var bounds: GraphValue { .list([.number(window.low), .number(window.high)]) }
}
