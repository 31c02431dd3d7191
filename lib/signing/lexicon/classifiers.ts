// Classifier predicates: the hand stands for a class of things and moves as they do. CL-3 a vehicle, CL-1 a person
// upright, CL-2 legs, CL-V a crouching animal, CL-B a flat surface, CL-C something round, CL-Y an aeroplane, CL-4 a row.
// Simplified: one fixed path for each predicate, at a fixed place in signing space.
import { readSigns } from "../notation";

export const classifiers = readSigns(`
  CL-3-PASS      three neutral(10,2,0) back/contra by(-24,0,2) *1.1
  CL-3-ARRIVE    three neutral(2,3,18) back/contra by(-4,-2,-16)
  CL-3-PARK      three otherPalm.ulnar(6,9,-9) contra/front to:otherPalm(0,4,0) *1.1 & palmUp
  CL-3-UPHILL    three neutral(-2,-9,-2) contra/front-up by(0,22,14) *1.2
  CL-3-CRASH     three center(13,2,3) back/contra by(-10,0,0) *0.8 & mirror
  CL-3-WIND      three neutral(-4,0,-4) contra/front by(0,2,17) circle:horizontal(5)x1.5 *1.2
  CL-1-APPROACH  one neutral(0,4,18) back/up by(-2,-1,-18)
  CL-1-PASS      one neutral(9,4,4) contra/up by(-23,0,0)
  CL-1-WALK-AWAY one center(2,4,-2) front/up by(5,1,19)
  CL-1-MEET      one center(13,4,4) contra/up by(-11,0,0) & mirror
  CL-2-FALL      v neutral(0,-2,2) back/down by(5,-9,4) turn:up/front-side *0.9
  CL-2-CLIMB     bentV neutral(-1,-9,2) front/up-front by(0,24,4) wiggle(26) *1.2
  CL-2-LIE       v otherPalm.radial(0,2,0) up/contra-front tap(0,6,0)x1 & palmUp
  CL-V-SIT       bentV otherBack.tips(0,3,2) down/contra-front tap(2,9,0)x1 & palmDown
  CL-V-JUMP      bentV neutral(0,-4,-2) down/front by(0,0,16) bow(0,15,0)
  CL-V-CRAWL     bentV neutral(0,-6,-4) down/front by(0,0,14) wiggle(30) *1.2
  CL-B-ON        openB otherBack(0,9,0) down/contra-front by(0,-7,0) & palmDown
  CL-B-UNDER     openB otherPalm(9,-10,0) down/contra-front by(-8,-1,0) & palmDown
  CL-C-ON        c otherBack.ulnar(0,10,0) contra/front by(0,-8,0) & palmDown
  CL-C-POUR-OUT  c neutral(-2,6,2) contra/front by(-2,-2,0) turn:down/contra *1.1
  CL-Y-TAKE-OFF  ily otherPalm(0,3,-4) down/front by(0,20,18) bow(0,-4,4) & palmUp
  CL-Y-LAND      ily otherPalm(10,18,6) down/contra-front to:otherPalm(0,4,0) bow(0,-4,-2) & palmUp
  CL-4-LINE      four center.ulnar(4,4,6) contra/up by(0,0,-14) *1.1 & four center(0,4,8) contra/up
  CL-5-CROWD     bentFive neutral(4,-2,12) down/front by(-4,0,-14) *1.1 & mirror
`);
