import Tensors
import Training

/// Makes batches of slices: pictures, one channel for each class, and how much each pixel counts.
struct BatchAssembly: Sendable {
  /// Label values of the foreground channels.
  let classes: [Int]

  func callAsFunction(_ slices: [TrainingSlice]) -> TrainingBatch {
    let (height, width) = (slices[0].height, slices[0].width)
    let area = height * width
    let channels = classes.count == 1 ? 1 : classes.count + 1
    let channel = channelOfValue
    let needsWeight = slices.contains { $0.target.contains(TrainingSlice.ignored) }
    return TrainingBatch(
      image: Tensor(uninitialized: [slices.count, 1, height, width]) { image in
        for (index, slice) in slices.enumerated() {
          for pixel in 0..<area { image[index * area + pixel] = slice.image[pixel] }
        }
      },
      target: Tensor(uninitialized: [slices.count, channels, height, width]) { target in
        target.update(repeating: 0)
        for (index, slice) in slices.enumerated() {
          let base = index * channels * area
          for pixel in 0..<area {
            let place = channel[Int(slice.target[pixel])]
            let sure = slice.confidence.map { Float($0[pixel]) / 255 }
            if channels == 1 {
              target[base + pixel] = sure ?? (place > 0 ? 1 : 0)
            } else if let sure, place > 0 {
              target[base + place * area + pixel] = sure
              target[base + pixel] = 1 - sure
            } else {
              target[base + place * area + pixel] = 1
            }
          }
        }
      },
      weight: needsWeight
        ? Tensor(uninitialized: [slices.count, 1, height, width]) { weight in
          for (index, slice) in slices.enumerated() {
            for pixel in 0..<area {
              weight[index * area + pixel] = slice.target[pixel] == TrainingSlice.ignored ? 0 : 1
            }
          }
        } : nil,
      pictureWeight: slices.contains { $0.weight != 1 }
        ? Tensor(uninitialized: [slices.count, 1, 1, 1]) { weight in
          for (index, slice) in slices.enumerated() { weight[index] = slice.weight }
        } : nil)
  }

  /// For each label value its channel; 0 for the background and for classes that aren't trained.
  private var channelOfValue: [Int] {
    var channel = Array(repeating: 0, count: 256)
    for (index, value) in classes.enumerated() { channel[value] = index + 1 }
    return channel
  }
}
