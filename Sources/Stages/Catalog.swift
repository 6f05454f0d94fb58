public import GraphFile

/// All stages there are: the only list of them.
public let stageCatalog = StageCatalog<LabelingEnvironment>(
  VolumeReader.self,
  Resample.self,
  Window.self,
  Prompts.self,
  SamEncoder.self,
  MaskDecoder.self,
  Everything.self,
  SliceConsistency.self,
  ShardWriter.self,
  ShardReader.self,
  LabelWriter.self,
  MaskWriter.self,
  Overlay.self,
  SampleWriter.self,
  SampleReader.self,
  UNetTrainer.self,
  UNetPredictor.self
)
