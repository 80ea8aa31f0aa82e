// This dialect's names for what every dialect reads and writes with.
global using OpenAIAnswer = Outcrop.Gateway.FrontEnds.JsonBody;
global using OpenAIJson = Outcrop.Gateway.FrontEnds.RequestJson;
