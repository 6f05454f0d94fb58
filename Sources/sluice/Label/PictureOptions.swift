import ArgumentParser
import Imaging
import Stages

/// How slices become the pictures that a model sees.
struct PictureOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "HU shown as black and white (default: \(WindowBounds(window: .study))).", valueName: "lo,hi"),
    transform: WindowBounds.parsed)
  var window = WindowBounds(window: .study)

  @Option(help: "How slices are cut: upright, or as the file has them (stored).")
  var orientation = SliceOrientation.upright
}
