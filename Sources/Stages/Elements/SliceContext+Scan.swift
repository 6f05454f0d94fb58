import Imaging

extension SliceContext.Placement {
  /// A prompt drawn on the scan, in the slice's own pixels.
  func fromScan(_ prompt: Prompt) -> Prompt {
    guard let resampling else { return prompt }
    func moved(_ position: Double, _ axis: ResamplingGrid) -> Double {
      // The far edge of the resampled slice may lie up to half a pixel within the scan's.
      ((position + 0.5) * axis.scale - 0.5).clamped(to: -0.5...Double(axis.sourceCount) - 0.5)
    }
    func x(_ position: Double) -> Double { moved(position, resampling.columns) }
    func y(_ position: Double) -> Double { moved(position, resampling.rows) }
    var prompt = prompt
    prompt.box = prompt.box.map {
      PromptBox(x0: x($0.x0), y0: y($0.y0), x1: x($0.x1), y1: y($0.y1))
    }
    prompt.points = prompt.points.map { PromptPoint(x: x($0.x), y: y($0.y)) }
    return prompt
  }

  /// Labels of the slice, or what else must not be mixed, brought to the scan's rows and columns.
  func onScan<Pixel>(_ labels: Plane<Pixel>) throws -> Plane<Pixel> {
    guard let resampling else { return labels }
    return try labels.resampledNearest(
      rows: resampling.rows, columns: resampling.columns)
  }
}
