import Imaging
import SegmentAnything
import Tensors

/// One case's masks and prompts, drawn over the picture.
struct SegmentOverlay {
  let picture: ByteImage
  let request: SegmentRequest
  /// For each prompt, logits `(M, H, W)`.
  let masks: [Tensor]

  func write(to path: String) throws {
    let pixels = picture.height * picture.width
    var labels = Plane<UInt16>(rows: picture.height, columns: picture.width, repeating: 0)
    for (number, logits) in masks.enumerated() {
      // Of several masks for one prompt, the first.
      for (index, logit) in logits.elements.prefix(pixels).enumerated() where logit > 0 {
        labels.pixels[index] = UInt16(clamping: number + 1)
      }
    }
    let overlay = SliceOverlay(
      image: picture.grey, prediction: labels, prompts: request.prompts.map(drawn),
      caption: request.name)
    try PNG.write(try overlay.render(), to: path)
  }

  private func drawn(_ prompt: ImagePrompt) -> Prompt {
    Prompt(
      label: 1, component: 0,
      box: prompt.box.map { PromptBox(x0: $0.x0, y0: $0.y0, x1: $0.x1, y1: $0.y1) },
      points: prompt.points.map { PromptPoint(x: $0.x, y: $0.y) },
      pointLabels: prompt.pointLabels.map(\.rawValue))
  }
}

extension ByteImage {
  /// The mean of the channels, to draw over.
  var grey: Plane<UInt8> {
    let grey =
      channels == 1
      ? pixels
      : stride(from: 0, to: pixels.count, by: 3).map { place in
        UInt8(pixels[place..<place + 3].reduce(0) { $0 + Int($1) } / 3)
      }
    return Plane(rows: height, columns: width, pixels: grey)
  }
}
