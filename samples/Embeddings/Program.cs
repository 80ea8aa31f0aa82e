// Which of the sentences is nearest in meaning to the question?
using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock;
using Outcrop.Extensions.AI;

using var bedrock = new BedrockClient();
using IEmbeddingGenerator<string, Embedding<float>> generator = bedrock.AsIEmbeddingGenerator("amazon.titan-embed-text-v2:0", defaultDimensions: 512);
string[] sentences = ["Granite is an igneous rock.", "The train to Bern leaves at noon.", "Bread needs flour, water and salt."];
GeneratedEmbeddings<Embedding<float>> vectors = await generator.GenerateAsync(sentences);
ReadOnlyMemory<float> question = await generator.GenerateVectorAsync("When does the train leave for Bern?");
foreach ((string sentence, Embedding<float> vector) in sentences.Zip(vectors).OrderByDescending(pair => TensorPrimitives.CosineSimilarity(question.Span, pair.Second.Vector.Span)))
{
    Console.WriteLine($"{TensorPrimitives.CosineSimilarity(question.Span, vector.Vector.Span):0.000}  {sentence}");
}
