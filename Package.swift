// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies,
    exclude: exclude, swiftSettings: strict)
}

/// A module map over a C library that Debian installs; `tools/setup` lists the packages.
func system(_ name: String, pkgConfig: String, debian: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(
  name: "DequeModule", package: "swift-collections")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "sluice",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "sluice", targets: ["sluice"]),
    .library(name: "Dataflow", targets: ["Dataflow"]),
    .library(name: "DataflowTesting", targets: ["DataflowTesting"]),
    .library(name: "GraphFile", targets: ["GraphFile"]),
    .library(name: "Tensors", targets: ["Tensors"]),
    .library(name: "NN", targets: ["NN"]),
    .library(name: "Autograd", targets: ["Autograd"]),
    .library(name: "Training", targets: ["Training"]),
    .library(name: "SegmentAnything", targets: ["SegmentAnything"]),
    .library(name: "Imaging", targets: ["Imaging"]),
    .library(name: "ZarrStore", targets: ["ZarrStore"]),
    .library(name: "Stages", targets: ["Stages"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-algorithms", from: "1.2.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    system("COpenBLAS", pkgConfig: "openblas", debian: "libopenblas-dev"),
    system("CZstd", pkgConfig: "libzstd", debian: "libzstd-dev"),
    system("CPNG", pkgConfig: "libpng", debian: "libpng-dev"),
    system("CCrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),
    // Debian's nifti2_io.h includes <znzlib.h> but installs it under nifti/: `include` forwards it.
    .target(name: "CNIfTI"),
    .target(name: "CKernels"),

    library("Tensors", ["CKernels", "COpenBLAS"]),
    library("NN", ["Tensors", "CKernels", "CCrypto"]),
    library("Autograd", ["Tensors"]),
    library("Training", ["Autograd", "NN", "Tensors"]),
    library("SegmentAnything", ["NN", "Tensors"]),
    library("Imaging", ["CKernels", "CNIfTI", "CPNG"]),
    library("ZarrStore", ["CKernels", "CZstd"]),
    library("Dataflow", [collections, logging]),
    library("DataflowTesting", ["Dataflow"]),
    library("GraphFile", ["Dataflow", yams]),
    library(
      "Stages",
      [
        "Dataflow", "GraphFile", "Imaging", "NN", "SegmentAnything", "Tensors", "ZarrStore",
        logging, .product(name: "Algorithms", package: "swift-algorithms"),
      ]),
    .executableTarget(
      name: "sluice",
      dependencies: [
        "Dataflow", "GraphFile", "Imaging", "NN", "SegmentAnything", "Stages", "Tensors",
        "ZarrStore", argumentParser, logging,
        .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
      ],
      swiftSettings: strict),

    tests(of: "Tensors"),
    tests(of: "NN", ["Tensors"], exclude: ["Fixtures"]),
    tests(of: "Autograd", ["NN", "Tensors"], exclude: ["Fixtures"]),
    tests(of: "Training", ["Autograd", "NN", "Tensors"]),
    tests(of: "SegmentAnything", ["NN", "Tensors"]),
    tests(of: "Imaging"),
    tests(of: "ZarrStore", ["CCrypto", "CKernels"]),
    tests(of: "Dataflow", ["DataflowTesting"]),
    tests(of: "GraphFile", ["Dataflow"]),
    tests(
      of: "Stages",
      [
        "Dataflow", "DataflowTesting", "GraphFile", "Imaging", "SegmentAnything", "Tensors",
        "ZarrStore", logging,
      ]),
    .testTarget(
      name: "IntegrationTests",
      // The program too: the tests run it.
      dependencies: ["sluice", "Imaging", "NN", "Tensors", "ZarrStore"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
