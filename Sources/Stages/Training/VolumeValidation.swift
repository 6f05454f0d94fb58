import Tensors
import Training

/// Mean Dice of a network over whole volumes.
struct VolumeValidation {
  let cases: [SampleSet.Scan]
  let classes: [Int]
  let team: ThreadTeam

  /// The mean over volumes and classes; a class that is neither in a volume nor predicted there does not
  /// count, and nil is the answer if none counts.
  ///
  /// - Throws: `ZarrError` if a slice can't be read, `CancellationError`.
  func callAsFunction(_ predictor: SlicePredictor) throws -> Double? {
    var scores: [Double] = []
    for scan in cases {
      var overlaps = Array(repeating: (both: 0, predicted: 0, reference: 0), count: 256)
      for slice in 0..<scan.slices {
        try Task.checkCancellation()
        let sample = try scan.read(slice)
        let values = predictor.labels(of: sample.image, rows: scan.rows, columns: scan.columns)
        for (predicted, reference) in zip(values, sample.target) where reference != 255 {
          overlaps[Int(predicted)].predicted += 1
          overlaps[Int(reference)].reference += 1
          if predicted == reference { overlaps[Int(predicted)].both += 1 }
        }
      }
      for value in classes {
        let (both, predicted, reference) = overlaps[value]
        if predicted + reference > 0 {
          scores.append(2 * Double(both) / Double(predicted + reference))
        }
      }
    }
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }
}

extension SlicePredictor {
  /// The label values of a grey picture's pixels: `(rows, columns)`.
  func labels(of grey: [UInt8], rows: Int, columns: Int) -> [UInt8] {
    LabelKernels.likeliest(probabilities(of: grey, rows: rows, columns: columns), model.classes)
  }

  /// The probabilities of a grey picture's pixels: `(C, rows, columns)`.
  func probabilities(of grey: [UInt8], rows: Int, columns: Int) -> Tensor {
    self(Tensor(grey.map { Float($0) / 255 }, shape: [1, rows, columns]))
  }
}
