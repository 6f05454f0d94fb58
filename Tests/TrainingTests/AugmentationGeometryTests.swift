import Foundation
import Tensors
import Testing

@testable import Training

struct AugmentationGeometryTests {
  /// Turned, sheared, enlarged and moved: each pixel is where the plain definition has it.
  @Test(arguments: [
    (rotation: 0.5, shear: (0.1, -0.2), translation: (0.07, -0.1), zoom: 1.3),
    (rotation: -2.8, shear: (0, 0.3), translation: (0, 0), zoom: 0.6),
    (rotation: 0, shear: (0, 0), translation: (0.011, 0.004), zoom: 1),
  ])
  func aPlacedSliceIsItsDefinition(
    rotation: Double, shear: (Double, Double), translation: (Double, Double), zoom: Double
  ) {
    let (height, width) = (47, 62)
    let slice = TrainingSlice.random(height: height, width: width, seed: 1)
    var placement = Placement(height: height, width: width)
    placement.rotation = rotation
    placement.shear = shear
    placement.translation = translation
    placement.zoom = zoom
    let placed = slice.resampled(placement)
    var (largest, wrong) = (0.0, 0)
    for row in 0..<height {
      for column in 0..<width {
        // Moved back, made smaller, sheared and turned back, one after the other.
        var y = Double(row) - 23 - translation.0 * 47
        var x = Double(column) - 30.5 - translation.1 * 62
        (y, x) = (y / zoom, x / zoom)
        (y, x) = (y + shear.0 * x, x + shear.1 * y)
        (y, x) = (cos(rotation) * y + sin(rotation) * x, cos(rotation) * x - sin(rotation) * y)
        (y, x) = (y + 23, x + 30.5)
        let index = row * width + column
        let difference = slice.interpolated(y, x) - Double(placed.image[index])
        largest = max(largest, abs(difference))
        // Coordinates are single precision: what lies between two pixels may go either way.
        let isTie = abs(y - floor(y) - 0.5) < 1e-4 || abs(x - floor(x) - 0.5) < 1e-4
        let label = slice.nearest(slice.target, y, x)
        let sure = slice.nearest(slice.confidence!, y, x)
        if !isTie, label != placed.target[index] || sure != placed.confidence![index] { wrong += 1 }
      }
    }
    // 1e-5 pixels in single precision, times differences of up to 1 between pixels
    #expect(largest < 1e-4)
    #expect(wrong == 0)
  }

  @Test func aPositiveRotationIsCounterclockwise() {
    // A dot right of the middle goes up.
    var slice = TrainingSlice.empty(height: 5, width: 5)
    slice.image[2 * 5 + 4] = 1
    var placement = Placement(height: 5, width: 5)
    placement.rotation = .pi / 2
    #expect(abs(slice.resampled(placement).image[2] - 1) < 1e-5)
  }

  @Test func slicesThatAreNotSquareKeepTheirShape() {
    let slice = TrainingSlice.random(height: 6, width: 9, seed: 2)
    var turning = Augmentation.none
    turning.quarterTurns = 1
    for seed in 0..<10 as Range<UInt64> {
      let turned = turning(slice, seed: seed)
      #expect((turned.height, turned.width) == (6, 9))
      #expect(turned.image == slice.image.reversed())
      #expect(turned.target == slice.target.reversed())
      #expect(turned.confidence == slice.confidence!.reversed())
    }
  }

  @Test func coordinatesThatAreNoNumbersAreOutside() {
    let slice = TrainingSlice.random(height: 4, width: 5, seed: 2)
    var placement = Placement(height: 4, width: 5)
    placement.zoom = 0
    let placed = slice.resampled(placement)
    #expect(placed.image.allSatisfy { $0 == 0 })
    #expect(placed.target.allSatisfy { $0 == 0 })
    #expect(placed.confidence!.allSatisfy { $0 == 0 })
  }
}
